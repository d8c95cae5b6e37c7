/** A command that a page shows, and what it is said to answer. */
export interface Shown {
  command: string;
  answer: string;
}

const BLOCK = /```console\n([\s\S]*?)```/g;

/** Each command of the page's `console` blocks, in order: a line that begins with `$ `, and what stands below it. */
export const commandsOf = (page: string): Shown[] =>
  [...page.matchAll(BLOCK)].flatMap(([, block]) =>
    block!
      .split(/^\$ /m)
      .slice(1)
      .map((it) => {
        const end = it.indexOf('\n');
        return { command: it.slice(0, end), answer: it.slice(end + 1) };
      }),
  );

/** The page with other answers, one for each command. */
export function answered(page: string, answers: readonly string[]): string {
  let n = 0;
  return page.replace(BLOCK, (_, block: string) => {
    const commands = commandsOf(`\`\`\`console\n${block}\`\`\``);
    return `\`\`\`console\n${commands.map(({ command }) => `$ ${command}\n${answers[n++]}`).join('')}\`\`\``;
  });
}

/** Without what is another at each run (the world's time, keys, ids of runs, places in the record), or with each new plan and table. */
export const withoutChance = (answer: string): string =>
  answer
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, 'TIME')
    .replace(/^\S+ \S+ {2}(?=ops\/)/gm, 'TIME  ')
    .replace(/(\d{4}-\d\d-\d\d \d\d):\d\d/g, '$1:MM')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'RUN')
    .replace(/\b[0-9a-f]{16}\b/g, 'KEY')
    .replace(/\[\d+(?=[\],])/g, '[N')
    .replace(/\b(leaf|entry|version|which has|COMPLETED +) ?\d+/g, '$1 N')
    .replace(/\b\d+ (things|entries|histories|signed heads|changes|decisions)\b/g, 'N $1')
    .replace(/ops\/[^:]+/g, 'ops/NAME');
