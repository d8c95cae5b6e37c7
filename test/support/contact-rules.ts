import { contactRules } from '../../src/library/contact-rules.js';

/** The rule sets that ship. */
export const CHINA = contactRules({});
export const REG_F = contactRules({ CONTACT_RULES: 'us-reg-f' });
