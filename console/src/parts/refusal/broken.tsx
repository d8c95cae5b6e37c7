import { Button, Result } from 'antd';
import { Component, type ReactNode } from 'react';
import { useWords } from '../../words/language';
import { PART_WORDS } from '../words';

/** Keeps a page that fails from taking the others with it. `page`: another one gets another try. */
export class Unbroken extends Component<{ page: string; children: ReactNode }, { broken: string | null }> {
  override state = { broken: null };

  static getDerivedStateFromError() {
    return { broken: '' };
  }

  override componentDidUpdate(before: { page: string }) {
    if (before.page !== this.props.page && this.state.broken !== null) this.setState({ broken: null });
  }

  override render() {
    return this.state.broken === null ? this.props.children : <Broken />;
  }
}

function Broken() {
  const say = useWords(PART_WORDS);
  return (
    <Result
      status="error"
      title={say.broken}
      subTitle={say.brokenWhy}
      extra={<Button onClick={() => location.reload()}>{say.reload}</Button>}
    />
  );
}
