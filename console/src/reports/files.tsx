import { DownloadOutlined } from '@ant-design/icons';
import type { Answer } from '../client/client';
import { useLanguage, useWords } from '../words/language';
import { REPORT_WORDS } from './words';
import './reports.css';

/** The forms in which a paper was filed, each a file to keep. */
export function Files({ report: { report, files } }: { report: Pick<Answer<'Report'>, 'report' | 'files'> }) {
  const say = useWords(REPORT_WORDS);
  const { language } = useLanguage();
  return (
    <span className="files">
      {files.map((format) => {
        const name = format.toUpperCase();
        return (
          <a
            key={format}
            href={`./api/v1/reports/${report}/files/${format}?language=${language}`}
            download
            aria-label={say.download(name)}
          >
            <DownloadOutlined aria-hidden /> {name}
          </a>
        );
      })}
    </span>
  );
}
