// count.mjs STATUS REPORT…: reads vitest's JSON reports and ends with the one line `N passed, N failed`.
// A file that could not be loaded counts as one failure; so does a STATUS that says something failed outside the tests.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const [status, ...files] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const file of files) {
  if (!existsSync(file)) {
    console.log(`${basename(file, '.json')} tests: not run`);
    continue;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const unloaded = report.testResults.filter(
    (it) => it.status === 'failed' && !it.assertionResults.some((test) => test.status === 'failed'),
  );
  passed += report.numPassedTests;
  failed += report.numFailedTests + unloaded.length;
}
if (failed === 0 && status !== '0') {
  console.log('something else than a test failed: see above');
  failed = 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
