import type { ReactNode } from 'react';
import './filters.css';

/** What a page is narrowed by, in a line; one below the other on a phone. */
export const Filters = ({ children }: { children: ReactNode }) => <div className="filters">{children}</div>;
