import { useCallback, useState } from 'react';

/** A choice of who reads, kept by the browser: language and theme, nothing else and nothing personal. */
export function useChoice<T extends string>(
  name: 'language' | 'theme',
  among: readonly T[],
  otherwise: () => T,
): [T, (chosen: T) => void] {
  const [chosen, set] = useState<T>(() => {
    const kept = read(name);
    return among.find((it) => it === kept) ?? otherwise();
  });
  const choose = useCallback(
    (it: T) => {
      set(it);
      keep(name, it);
    },
    [name],
  );
  return [chosen, choose];
}

/** A browser may forbid storage: the choice then holds for this page. */
function read(name: string): string | null {
  try {
    return localStorage.getItem(`postloan.${name}`);
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`postloan.${name}`, value);
  } catch {
    // Not kept.
  }
}
