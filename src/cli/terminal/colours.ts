import { createColors } from 'picocolors';
import { ownEnvironment } from '../../lender/own-environment.js';

/** Colours on a terminal, none in a pipe, nor where NO_COLOR asks for none. */
export const colours = createColors(process.stdout.isTTY === true && !ownEnvironment().NO_COLOR);
export type Colour = 'red' | 'yellow' | 'blue' | 'green' | 'dim' | 'bold';
