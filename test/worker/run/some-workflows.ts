/** Comes to an end. */
export async function answers(): Promise<number> {
  return 42;
}

/** Never comes to an end, and gives nothing else a turn. */
export async function loops(): Promise<void> {
  for (let n = 0; n >= 0; n = (n + 1) % 7);
}
