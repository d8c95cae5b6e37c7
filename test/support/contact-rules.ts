import { contactRules } from '../../src/library/contact-rules.js';

/** The rule sets that ship. */
export const CHINA = contactRules('china-2026');
export const REG_F = contactRules('us-reg-f');
