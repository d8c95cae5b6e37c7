import { Input } from 'antd';
import { useId } from 'react';

/** A line to fill in of what a page is narrowed by, its name above it. */
export function Line({
  label,
  ...field
}: {
  label: string;
  name: string;
  type?: 'date';
  placeholder?: string;
  defaultValue?: string;
}) {
  const id = useId();
  return (
    <div className="line">
      <label htmlFor={id}>{label}</label>
      <Input id={id} maxLength={200} {...field} />
    </div>
  );
}
