/** What a borrower is, and how large an enterprise. */
export const BORROWER_KINDS = ['person', 'enterprise'] as const;
export type BorrowerKind = (typeof BORROWER_KINDS)[number];
export const SIZES = ['large', 'medium', 'small'] as const;
export type Size = (typeof SIZES)[number];
