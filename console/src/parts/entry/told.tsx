import { App, Button } from 'antd';
import { useWords } from '../../words/language';
import { Trouble } from '../refusal/trouble';
import { PART_WORDS } from '../words';

/** So long it can be taken back, in seconds. */
const BACK_S = 30;

/** Says that something was done; `undo`: beside it, for a while, a button that takes it back. */
export function useTold(): (what: string, undo?: () => Promise<unknown>) => void {
  const say = useWords(PART_WORDS);
  const { message } = App.useApp();
  return (what, undo) => {
    if (undo === undefined) {
      void message.success(what);
      return;
    }
    const key = `told ${what}`;
    const takeBack = async () => {
      message.destroy(key);
      try {
        await undo();
        void message.success(say.undone);
      } catch (error) {
        void message.open({ type: 'warning', content: <Trouble error={error} />, duration: BACK_S });
      }
    };
    void message.open({
      ...{ key, type: 'success', duration: BACK_S },
      content: (
        <>
          {what}{' '}
          <Button size="small" onClick={() => void takeBack()}>
            {say.undo}
          </Button>
        </>
      ),
    });
  };
}
