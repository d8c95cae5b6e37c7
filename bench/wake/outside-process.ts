import { startOutsideWorld } from '../../src/embedded/outside-world.js';

/** The providers' sandbox in a process of its own: what it costs is not ours. */
const world = await startOutsideWorld(process.argv[2]!);
process.on('disconnect', () => process.exit(0));
process.send!(world.env);
