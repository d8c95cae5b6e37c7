import { autocompletion, type CompletionContext, completionKeymap, startCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import schema from '../../../../plans/plan.schema.json';
import { useWords } from '../../words/language';
import { CHANGE_WORDS } from '../change-words';
import { type Schema, suggestionsAt } from './completion';

const COLOURS = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--strong)' },
    { tag: tags.comment, color: 'var(--soft)' },
    { tag: tags.string, color: 'var(--good)' },
  ]),
);

/** By the schema that `plan check` holds a plan to. */
function complete({ state, pos, explicit }: CompletionContext) {
  const { from, options } = suggestionsAt(state.doc.toString(), pos, schema as unknown as Schema);
  if (options.length === 0 || (from === pos && !explicit)) return null;
  return {
    from,
    validFor: /^[\w-]*$/,
    options: options.map(({ label, kind, about }) => ({
      ...{ label, type: kind === 'key' ? 'property' : 'constant' },
      ...(kind === 'key' ? { apply: `${label}: ` } : {}),
      ...(about ? { info: about } : {}),
    })),
  };
}

/** The text of a plan: what may stand at a place is offered (Ctrl+Space asks for it), a fault stands at its line. */
export function PlanEditor({
  label,
  text,
  changed,
  faults,
}: {
  label: string;
  /** With what it begins. */
  text: string;
  changed: (text: string) => void;
  /** `plan.yaml:12 …`, each in words. */
  faults: readonly string[];
}) {
  const say = useWords(CHANGE_WORDS);
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const told = useRef(changed);
  told.current = changed;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed is not lost when the words change.
  useEffect(() => {
    const made = new EditorView({
      parent: box.current!,
      state: EditorState.create({
        doc: text,
        extensions: [
          ...[lineNumbers(), history(), indentOnInput(), yaml(), COLOURS, lintGutter()],
          autocompletion({ override: [complete], icons: false }),
          keymap.of([
            ...completionKeymap,
            { key: 'Alt-Enter', run: startCompletion },
            ...defaultKeymap,
            ...historyKeymap,
          ]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
          EditorState.phrases.of({ Completions: say.completions, Diagnostics: say.text }),
          EditorView.updateListener.of((it) => {
            if (it.docChanged) told.current(it.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const { current } = view;
    if (current === null) return;
    const { doc } = current.state;
    const diagnostics = faults.map((message) => {
      const number = Number(/^\S+?:(\d+)/.exec(message)?.[1] ?? 1);
      const { from, to } = doc.line(Math.min(Math.max(number, 1), doc.lines));
      return { from, to, severity: 'error' as const, message: message.replace(/^\S+ /, '') };
    });
    current.dispatch(setDiagnostics(current.state, diagnostics));
  }, [faults]);
  return <div ref={box} className="plan-text" />;
}
