import { dayFault } from '../../domain/entry/said.js';
import { BadInput } from '../../library/checked-yaml.js';

/** @throws BadInput for an option that names no day, or one too far off */
export function checkDay(option: string, said: string): void {
  const fault = dayFault(said);
  if (fault !== null) throw new BadInput([`${option}: ${fault}: ${said}`]);
}
