/** The words about the connection: the doctor, and what to do where port 25 is shut. */
import type { CheckId, CheckState, DoctorVerdict, Expectation } from "$/ipc";
import { count } from "$/shared/numbers";

const states: Record<CheckState, string> = {
  passed: "Passed",
  warning: "Warning",
  failed: "Failed",
  unknown: "Not known",
  not_asked: "Not asked",
};

const verdicts: Record<DoctorVerdict, string> = {
  ready: "Ready",
  limited: "Ready, with limits",
  shut: "Port 25 is shut",
  unknown: "Not known",
};

const expectations: Record<Expectation, string> = {
  accepts: "Answers",
  may_refuse: "May refuse",
  refuses: "Refuses",
  unreachable: "Not reached",
  unknown: "Not known",
};

const checkTitles: Record<CheckId, string> = {
  resolver: "DNS resolver",
  port: "Port 25",
  public_address: "Public address",
  ptr: "Reverse name (PTR)",
  helo: "Greeting name (HELO)",
  sender: "Sender domain",
  spf: "Sender policy (SPF)",
  block_lists: "Block lists",
  ipv6: "IPv6",
  clock: "Clock",
};

export const doctor = {
  title: "Connection doctor",
  states,
  verdicts,
  expectations,
  checkTitles,
  neverTitle: "Can mail servers be asked from here?",
  neverText:
    "Many networks let no mail out, and many servers refuse whom they do not know. The doctor finds out before your list does, and says what to do about it.",
  start: "Check the connection",
  again: "Check again",
  stop: "Stop",
  stopping: "Stopping…",
  checking: (done: number, of: number) => `Checking, ${count(done)} of ${count(of)}`,
  stopped: "Stopped before the end",
  stoppedText: "What was found so far stands below. The last whole report is kept.",
  stoppedAlone: "What was found so far stands below.",
  failed: "The connection was not checked",
  loadFailed: "The doctor cannot be shown",
  checkedAt: (when: string) => `Checked ${when}`,
  stale: "Networks change: check again if you are at another place now.",
  practice: "This is the practice world’s connection, not yours.",
  copy: "Copy report",
  checks: "Checks",
  notYet: "Waiting",
  now: "Checking",
  remedy: "What to do",
  showFacts: (n: number) => `${count(n)} ${n === 1 ? "fact" : "facts"}`,
  providers: "What to expect",
  providersHint: "How the large operators, and small servers, will treat questions from here.",
  provider: "Mail operator",
  expectation: "Expectation",
  why: "Why",
  contacts: "Who is contacted",
  contactsHint:
    "Nobody before you press the button. Untick a check to leave its hosts alone; no address of yours is ever named to them.",
  contactsNobody: "Nobody: every check is read from this machine alone.",
  contactsEmpty: "With everything unticked there is nothing to check.",
  setting: "Setting:",
  reportTitle: "Mailvet, connection doctor",

  line: {
    title: "Connection",
    never: "Not checked yet. Worth a look before a first list.",
    failed: "The last report cannot be read.",
  },

  heldUp: {
    /** A run has found out, and says why itself. */
    running: "The whole check is held up",
    /** The doctor has found out. */
    title: "No mail server can be reached from here",
    /** The last report said so, the run has not found out yet. */
    known: (when: string) =>
      `Port 25 was shut when the doctor looked ${when}. A full check would leave every address “unknown”.`,
    quick: "Use quick mode",
    doctor: "Doctor",
    server: "Run from a server…",
  },

  mode: {
    label: "How thoroughly",
    quick: "Quick mode",
    quickAbout:
      "Spelling, domains and lists; no mail server is asked. It finds what is certainly dead and leaves the rest “likely”.",
    full: "Full check",
    fullAbout: "Asks the mail servers too. Where they cannot be reached, addresses stay “unknown”.",
    looked: (when: string) => `Port 25 was shut when the doctor looked ${when}.`,
    tag: "Quick mode",
    tagAbout: "No mail server was asked: the verdicts rest on spelling, DNS and lists.",
  },

  server: {
    title: "Run it where port 25 is open",
    intro: "The same check runs on a rented server; only its own address has to be welcome.",
    steps: [
      [
        "Find a server",
        "With its own address, port 25 open outwards and a name you can set (reverse DNS). Many hosters open the port when asked.",
      ],
      [
        "Bring the command line there",
        "One file that needs nothing else; it stands beside the installers of each release.",
        "scp mailvet list.csv you@my-server:",
      ],
      ["Ask the doctor there", "It says whether mail servers will talk to that machine.", "./mailvet doctor"],
      [
        "Check the list there",
        "The result comes back with every column of your file.",
        "./mailvet verify list.csv -o checked.csv",
      ],
      [
        "Or stay here and go through it",
        "SSH is enough: while this command runs, the window asks through that server. In the settings, network.proxy is then socks5://127.0.0.1:1080, and smtp.helo the server’s name.",
        "ssh -N -D 1080 you@my-server",
      ],
    ] as [title: string, text: string, command?: string][],
  },
};
