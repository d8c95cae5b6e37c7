import { api } from '../client/client';
import { saveFile } from '../client/save-file';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { Enter } from './entry/enter';
import { ChoiceLine, TextLine } from './entry/said-form';
import { PART_WORDS } from './words';

const FORMATS = [
  { value: 'pdf', label: 'PDF' },
  { value: 'docx', label: 'DOCX' },
] as const;
type Format = (typeof FORMATS)[number]['value'];

/** A letter as it was filed, for a reason that is kept with who looked. `name`: of the file. */
export function LetterFile({ letter, name }: { letter: string; name: string }) {
  const say = useWords(PART_WORDS);
  const { can } = useSession();
  const look = api.useMutation('post', '/api/v1/letters/{letter}/look', { meta: { asks: true } });
  if (!can('POST /letters/:letter/look')) return null;
  return (
    <Enter<{ format: Format; reason: string }>
      label={say.letterFile}
      initial={{ format: 'pdf' }}
      entering={look}
      save={async (body) => {
        const file = await look.mutateAsync({ params: { path: { letter } }, body, parseAs: 'blob' });
        saveFile(file as Blob, `${name}.${body.format}`);
      }}
    >
      <ChoiceLine name="format" label={say.format} among={FORMATS} />
      <TextLine name="reason" label={say.lookWhy} />
    </Enter>
  );
}
