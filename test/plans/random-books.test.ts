import { describe } from 'vitest';
import { properties } from './random-books.js';

describe('over random books', () => properties(6, 20261130));
