import type { ReactNode } from 'react';
import { Choices } from '../app/choices-shown';
import mark from '../mark.svg';

/** The page before anybody is in. */
export function Door({ children }: { children: ReactNode }) {
  return (
    <div className="door">
      <header>
        <img src={mark} alt="" width={32} height={32} />
        <span className="name">postloan</span>
        <Choices />
      </header>
      <main>{children}</main>
    </div>
  );
}
