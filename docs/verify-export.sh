#!/usr/bin/env bash
# Verifies an export of one loan without postloan: bash, openssl (3), sha256sum, jq, xxd.
#   bash verify.sh lender.pem [tsa.pem]        in the folder where the ZIP was unpacked
# lender.pem: the lender's public key, got by another way than this file; tsa.pem: a certificate of the authority of time, likewise.
set -euo pipefail
key=${1:?the file of the public key, as PEM}
bad=0
fault() { echo "WRONG: $1"; bad=1; }

# 1. The signatures: DSSE, Ed25519 over "DSSEv1 LENGTH TYPE LENGTH BODY".
signed() {
  jq -r .payload "$1" | base64 -d >body.tmp
  type=$(jq -r .payloadType "$1")
  { printf 'DSSEv1 %d %s %d ' "${#type}" "$type" "$(wc -c <body.tmp)"; cat body.tmp; } >message.tmp
  jq -r '.signatures[0].sig' "$1" | base64 -d >signature.tmp
  openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in message.tmp -sigfile signature.tmp >/dev/null 2>&1 || fault "$1: not signed by $key"
}
signed head.json
stamped=''
if [ -n "${2:-}" ]; then
  stamped=$(openssl ts -reply -token_in -in head.tst -text 2>/dev/null | sed -n 's/^Time stamp: //p') || true
  openssl ts -verify -token_in -in head.tst -data signature.tmp -CAfile "$2" -partial_chain -attime "$(date -d "$stamped" +%s)" >/dev/null 2>&1 || fault "head.tst: no stamp of this head by $2"
fi
root=$(jq -r '.subject[0].digest.sha256' body.tmp)
size=$(jq -r .predicate.size body.tmp)
at=$(jq -r .predicate.at body.tmp)
signed manifest.dsse.json
[ "$(jq -r '.subject[0].digest.sha256' body.tmp)" = "$(sha256sum manifest.json | cut -d' ' -f1)" ] || fault 'manifest.json: is not the one that was signed'

# 2. Each file is the one of the manifest.
jq -r '.files | to_entries[] | "\(.value)  \(.key)"' manifest.json >sums.tmp
sha256sum --quiet -c sums.tmp || fault 'files differ from the manifest'
given=$(realpath -- "$@")
while IFS= read -r file; do
  if [ -L "$file" ] || ! grep -Fxq "$(realpath -- "$file")" <<<"$given"; then fault "$file: was added"; fi
done < <(find . ! -type d ! -name '*.tmp' ! -path ./manifest.json ! -path ./manifest.dsse.json -printf '%P\n' | grep -Fvxf <(jq -r '.files | keys[]' manifest.json) || true)

# 3. Each thing is as its last entry in the record says: SHA-256 over its rows as canonical JSON.
while IFS= read -r strange; do fault "$strange"; done < <(jq -r '.[] | . as $it | "\(.table) \(.key): " + (
  if .leaves == [] then "does not stand in the record"
  elif any(.leaves[].leaf; .table != $it.table or .key != $it.key) then "has an entry of another"
  elif [.leaves[].leaf.position] != ([.leaves[].leaf.position] | unique) then "its entries are not in their order"
  elif .leaves[-1].leaf.digest == null and (.content // []) != [] then "is not as the record says: it has nothing of it"
  else empty end)' entries.json)
jq -c '.[]' entries.json >entries.tmp
while IFS= read -r entry; do
  said=$(jq -r '.leaves[-1].leaf.digest' <<<"$entry")
  [ "$said" = null ] && continue
  [ "$(jq -cSj .content <<<"$entry" | sha256sum | cut -d' ' -f1)" = "$said" ] || fault "$(jq -r '"\(.table) \(.key)"' <<<"$entry"): is not as the record says"
done <entries.tmp

# 4. Each entry stands in the record whose root the head signs: RFC 6962, from the leaf up.
hash() { xxd -r -p | sha256sum | cut -d' ' -f1; }
leaves=0
while IFS= read -r line; do
  read -r position proof <<<"$(jq -r '"\(.leaf.position) \(.proof | join(" "))"' <<<"$line")"
  now=$({ printf '00'; jq -cSj .leaf <<<"$line" | xxd -p | tr -d '\n'; } | hash)
  place=$position last=$((size - 1))
  for other in $proof; do
    if ((place % 2 == 1 || place == last)); then
      now=$(printf '01%s%s' "$other" "$now" | hash)
      while ((place % 2 == 0 && place != 0)); do place=$((place / 2)) last=$((last / 2)); done
    else now=$(printf '01%s%s' "$now" "$other" | hash); fi
    place=$((place / 2)) last=$((last / 2))
  done
  [ "$now" = "$root" ] || fault "entry $position does not stand in the record"
  leaves=$((leaves + 1))
done < <(jq -c '.[].leaves[]' entries.json)

# 5. The record begins with what each earlier head signed: RFC 6962, two roots from one proof.
since=''
while IFS= read -r line; do
  jq -c .head <<<"$line" >head.tmp
  signed head.tmp
  before=$(jq -r .predicate.size body.tmp) old=$(jq -r '.subject[0].digest.sha256' body.tmp)
  read -r -a path <<<"$(jq -r '.proof | join(" ")' <<<"$line")" || true
  ((before & (before - 1))) || path=("$old" "${path[@]}")
  place=$((before - 1)) last=$((size - 1))
  while ((place % 2 == 1)); do place=$((place / 2)) last=$((last / 2)); done
  was=${path[0]:-} now=${path[0]:-}
  for other in "${path[@]:1}"; do
    if ((place % 2 == 1 || place == last)); then
      was=$(printf '01%s%s' "$other" "$was" | hash)
      now=$(printf '01%s%s' "$other" "$now" | hash)
      while ((place % 2 == 0 && place != 0)); do place=$((place / 2)) last=$((last / 2)); done
    else now=$(printf '01%s%s' "$now" "$other" | hash); fi
    place=$((place / 2)) last=$((last / 2))
  done
  if ((before >= size || last != 0)) || [ "$was" != "$old" ] || [ "$now" != "$root" ]; then
    fault "heads.json: the record does not begin with what the head of $(jq -r .predicate.at body.tmp) signed"
  fi
  since=${since:-$(jq -r .predicate.at body.tmp)}
done < <([ ! -e heads.json ] || jq -c '.[]' heads.json)

rm -f ./*.tmp
if ((bad)); then echo 'This file is NOT as it was made.'; exit 1; fi
echo "All is as it was signed: $(jq length entries.json) things, $leaves entries of the record of $at, which has $size${stamped:+, stamped $stamped}${since:+, and has only grown since $since}."
