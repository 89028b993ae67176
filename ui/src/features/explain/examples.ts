/** Replies to try it with, as real servers write them; the addresses are of documentation. */
import type { texts } from "$/shared/texts";

export interface Example {
  title: keyof typeof texts.explain.exampleTitles;
  text: string;
}

export const examples: Example[] = [
  {
    title: "dead",
    text: "550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking the recipient's email address for typos or\n550 5.1.1 unnecessary spaces. gsmtp",
  },
  {
    title: "blockList",
    text: "550 5.7.1 Service unavailable; client [192.0.2.17] blocked using zen.spamhaus.org",
  },
  {
    title: "later",
    text: "450 4.2.0 <anna@example.com>: Recipient address rejected: Greylisted, please try again in 300 seconds",
  },
  { title: "german", text: "550 5.1.1 Empfänger unbekannt" },
  {
    title: "bounce",
    text: `This is the mail system at host out.example.net.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<anna@acme.example>: host mx.acme.example[192.0.2.1] said: 452 4.2.2
    <anna@acme.example>: Mailbox is over quota (in reply to RCPT TO command)

Final-Recipient: rfc822; anna@acme.example
Action: failed
Diagnostic-Code: smtp; 452 4.2.2 <anna@acme.example>: Mailbox is over quota
`,
  },
  {
    title: "three",
    text: "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup\n451 4.7.500 Server busy. Please try again later from [192.0.2.17]\n551 5.1.6 User not local; please try <berg@example.net>",
  },
];
