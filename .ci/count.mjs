// Reads vitest's JSON reports and ends with the one line `N passed, N failed`. Exit status 1 unless every run was whole and good.
// What fails outside a test (a file that cannot be loaded, a run that did not come about) counts as one failure each.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

let passed = 0;
let failed = 0;
for (const file of process.argv.slice(2)) {
  if (!existsSync(file)) {
    console.log(`${basename(file, '.json')} tests: not run to the end, see above`);
    failed += 1;
    continue;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const unloaded = report.testResults.filter(
    (it) => it.status === 'failed' && !it.assertionResults.some((test) => test.status === 'failed'),
  );
  const failures = report.numFailedTests + unloaded.length;
  passed += report.numPassedTests;
  failed += failures === 0 && !report.success ? 1 : failures;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
