/** Which gateway may reach a number: plans/sms/gateways.yaml, because what is allowed differs by country and changes. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { checkedYaml } from '../../library/checked-yaml.js';
import { projectPath } from '../../library/project-path.js';

const GATEWAYS = ['aliyun', 'twilio'] as const;
export type Gateway = (typeof GATEWAYS)[number];

const rule = z.strictObject({
  gateway: z.enum(GATEWAYS),
  named: z.boolean().default(false).describe('only where the settings name the country'),
  source: z.string().min(1).describe('where the rule comes from; `own:` when it is ours'),
});
const rules = z.array(rule).min(1);
const byCountry = z.object({ '*': rules }).catchall(rules);
const table = z.strictObject({ version: z.number().int().min(1), sms: byCountry, voice: byCountry });
type Rule = z.output<typeof rule>;

const FILE = 'plans/sms/gateways.yaml';
let read: z.output<typeof table> | undefined;

/**
 * The gateways that may reach numbers of a country, in the order in which they are to be used.
 * @param country ISO code; `''`: a number of no country, such as a provider's own test number
 * @throws BadInput when the table that ships with the project does not keep to its schema
 */
export function gatewaysFor(channel: 'sms' | 'voice', country: string): readonly Rule[] {
  read ??= checkedYaml(readFileSync(projectPath(FILE), 'utf8'), table, FILE);
  const rows = read[channel];
  return rows[country] ?? rows['*'];
}
