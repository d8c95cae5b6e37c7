const WIDTH = 30;

/** A bar on standard error, for those who watch: nothing is written when nobody does. */
export function progressBar(what: string): { show(done: number, of: number): void; end(): void } {
  const watched = process.stderr.isTTY === true;
  let longest = 0;
  return {
    show: (done, of) => {
      const full = Math.round((WIDTH * done) / Math.max(of, 1));
      const bar = `${what} [${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}] ${done}/${of}`;
      longest = Math.max(longest, bar.length);
      if (watched) process.stderr.write(`\r${bar}`);
    },
    end: () => {
      if (watched) process.stderr.write(`\r${' '.repeat(longest)}\r`);
    },
  };
}
