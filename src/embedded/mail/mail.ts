import { z } from 'zod';

export interface Mail {
  id: string;
  at: string;
  /** As the envelope says, which decides where a mail goes. */
  from: string;
  to: string[];
  messageId: string;
  subject: string;
  headers: { name: string; value: string }[];
  text: string;
  /** '' = the mail has none. */
  html: string;
  attachments: { name: string; type: string; base64: string }[];
}

/**
 * How it treats mail. reject: 550 at the recipient. outage: 451 at the connection. accept-then-drop: the mail is kept,
 * but the sender never learns it. bounce: the mail is kept, and another one tells the sender that it was not delivered.
 */
export const mailMode = z.enum(['ok', 'reject', 'outage', 'accept-then-drop', 'bounce']);
export type MailMode = z.infer<typeof mailMode>;
