/** Reliefs and disposals, those that a borrower is granted first. */
export const KINDS = [
  ...(['grace', 'extension', 'restructuring', 'renewal', 'legal', 'agency'] as const),
  ...(['early-recovery', 'collateral', 'write-off'] as const),
];
export type Relief = (typeof KINDS)[number];

/** Why a loan may be in arrears. */
export const CAUSES = ['temporary', 'deteriorating', 'wilful', 'disaster', 'illness'] as const;
