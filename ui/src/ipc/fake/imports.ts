/** What the made-up program says of a file before it is brought in, and the presets of an export. */
import type { ImportReport, PresetView, Preview } from "../bindings";
import { said } from "./said";

export function importReport(preview: Preview, suppressionLists: number): ImportReport {
  const { total_rows, without_address, duplicates } = preview;
  const faulty = total_rows > 1000 ? 21 : 1;
  const sound = total_rows - without_address - faulty;
  const repeated = [Math.round(duplicates * 0.7), duplicates, duplicates + 3, duplicates + 11];
  return {
    preview,
    rows: total_rows,
    with_address: sound,
    addresses: sound - duplicates,
    without_address,
    unwrapped: 14,
    suppressed: suppressionLists * 37,
    duplicates: (["exact", "case", "gmail_dots", "plus_tags"] as const).map((rule, n) => ({
      rule,
      rows: repeated[n] ?? 0,
      addresses: sound - (repeated[n] ?? 0),
    })),
    faults: [
      {
        mending: "suggested",
        fault: "two_ats",
        rows: faulty,
        examples: [
          {
            row: 41,
            cell: "ann@@example.com",
            meaning: said("syntax.two_ats"),
            suggestion: "ann@example.com",
          },
        ],
      },
    ],
    address_columns: [{ index: 3, name: "email", rows: sound }],
    remarks: [],
    foresight: {
      addresses: sound - duplicates,
      domains: Math.ceil(sound / 31),
      disposable: Math.round(sound * 0.012),
      free: Math.round(sound * 0.41),
      providers: [
        { name: "Google", rows: Math.round(sound * 0.22) },
        { name: "Outlook.com", rows: Math.round(sound * 0.11) },
        { name: "Yahoo/AOL", rows: Math.round(sound * 0.06) },
      ],
      other_providers: sound - duplicates - Math.round(sound * 0.39),
      provable: Math.round(sound * 0.33),
      unprovable: Math.round(sound * 0.06),
      seconds: Math.ceil(sound / 6),
      retries_for: 19_560,
    },
  };
}

export const shippedPresets: PresetView[] = [
  {
    id: "send-now",
    title: said("preset.send-now.title"),
    about: said("preset.send-now.about"),
    actions: ["send"],
    verdicts: [],
    is_own: false,
    is_for_service: false,
  },
  {
    id: "mailchimp",
    title: "Mailchimp",
    about: said("preset.mailchimp.about"),
    actions: ["send"],
    verdicts: [],
    is_own: false,
    is_for_service: true,
  },
];
