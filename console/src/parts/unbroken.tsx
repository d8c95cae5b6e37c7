const DAY = /((?:\d{4}-)?\d\d-\d\d(?: \d\d:\d\d)?)/;

/** A sentence in which days and moments stay on one line: a browser would break them at a hyphen. */
export function Unbroken({ text }: { text: string }) {
  return text.split(DAY).map((it, n) =>
    n % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no other name, and never change places.
      <span key={n} className="number">
        {it}
      </span>
    ) : (
      it
    ),
  );
}
