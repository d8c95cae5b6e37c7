import { Form, Input, Select } from 'antd';
import { useWords } from '../../words/language';
import { PART_WORDS } from '../words';

interface Line {
  name: string | string[];
  label: string;
  optional?: boolean;
}

const useRule = (optional = false) => {
  const say = useWords(PART_WORDS);
  return optional ? [] : [{ required: true, message: say.needed }];
};

export const DayLine = ({ name, label, optional, min, max }: Line & { min?: string; max?: string }) => (
  <Form.Item name={name} label={label} rules={useRule(optional)}>
    <Input type="date" min={min} max={max} />
  </Form.Item>
);

export const TextLine = ({ name, label, optional, rows = 2 }: Line & { rows?: number }) => (
  <Form.Item name={name} label={label} rules={useRule(optional)}>
    <Input.TextArea autoSize={{ minRows: rows, maxRows: 8 }} maxLength={1000} />
  </Form.Item>
);

/** Money as it is written everywhere: 1060.00 */
export function MoneyLine({ name, label, optional }: Line) {
  const say = useWords(PART_WORDS);
  return (
    <Form.Item
      name={name}
      label={label}
      rules={[...useRule(optional), { pattern: /^\d{1,11}(\.\d{1,2})?$/, message: say.money }]}
    >
      <Input inputMode="decimal" />
    </Form.Item>
  );
}

export const ChoiceLine = ({
  name,
  label,
  optional,
  among,
}: Line & { among: readonly { value: string; label: string }[] }) => (
  <Form.Item name={name} label={label} rules={useRule(optional)}>
    <Select options={[...among]} />
  </Form.Item>
);
