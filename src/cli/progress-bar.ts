const WIDTH = 30;

/** A bar on standard error, for those who watch: nothing is written when nobody does. */
export function progressBar(what: string): { show(done: number, of: number): void; end(): void } {
  const watched = process.stderr.isTTY === true;
  return {
    show: (done, of) => {
      const full = Math.round((WIDTH * done) / Math.max(of, 1));
      if (watched) process.stderr.write(`\r${what} [${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}] ${done}/${of}`);
    },
    end: () => {
      if (watched) process.stderr.write('\r\u001b[K');
    },
  };
}
