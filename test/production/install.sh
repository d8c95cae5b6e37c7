#!/bin/sh
# What the production tests need besides npm's packages, from Debian's: installed when it is absent. What cannot be had ends the
# run with a word; to go without, name it in PRODUCTION_WITHOUT ("pgbouncer faketime"): what needs it is then shown as skipped.
set -u
export PATH="$PATH:/usr/sbin:/sbin"

missing=""
for tool in pgbouncer faketime openssl postfix; do
  case " ${PRODUCTION_WITHOUT:-} " in *" $tool "*) continue ;; esac
  command -v "$tool" >/dev/null || missing="$missing $tool"
done
case " ${PRODUCTION_WITHOUT:-} " in *" postgresql "*) ;; *) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql" ;; esac
[ -z "$missing" ] && exit 0

echo "installing$missing …" >&2
# The tests start one of their own: the machine's stays without a configuration, and does not run.
case "$missing" in *postfix*) echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections ;; esac
apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
echo "the production tests need$missing, which could not be installed: install it by hand, or set PRODUCTION_WITHOUT='${missing# }' to go without" >&2
exit 1
