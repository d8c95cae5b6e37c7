import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '../../src/library/project-path.js';
import { buildForRehearsal, REHEARSAL_BUNDLE } from '../../src/rehearsal/bundle.js';

/** Rehearsals in tests run the workflows as they stand in the sources, also when nobody has built since they were changed. */
export default async function freshBundle(): Promise<void> {
  const changed = ['workflows', 'src'].flatMap((folder) =>
    readdirSync(projectPath(folder), { recursive: true, encoding: 'utf8' }).map(
      (name) => statSync(join(projectPath(folder), name)).mtimeMs,
    ),
  );
  const built = existsSync(REHEARSAL_BUNDLE) ? statSync(REHEARSAL_BUNDLE).mtimeMs : 0;
  if (built < Math.max(...changed)) await buildForRehearsal();
}
