import { describe } from 'vitest';
import { properties } from './random-books.js';

/** The same books each time; others by SEED. */
const seed = Number(process.env.SEED ?? 20261130);
describe(`over many random books, SEED=${seed}`, () => properties(30, seed));
