/** The sign and colour of what the doctor says; the word stands beside it always. */
import CircleCheck from "@lucide/svelte/icons/circle-check";
import CircleMinus from "@lucide/svelte/icons/circle-minus";
import CircleQuestionMark from "@lucide/svelte/icons/circle-question-mark";
import OctagonX from "@lucide/svelte/icons/octagon-x";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import Unplug from "@lucide/svelte/icons/unplug";
import type { CheckState, DoctorVerdict, Expectation } from "$/ipc";

export interface Mark {
  Icon: typeof CircleCheck;
  colour: string;
}

const good: Mark = { Icon: CircleCheck, colour: "text-accent-text" };
const careful: Mark = { Icon: TriangleAlert, colour: "text-amber-text" };
const bad: Mark = { Icon: OctagonX, colour: "text-danger-text" };
const unknown: Mark = { Icon: CircleQuestionMark, colour: "text-fg-2" };

export const checkMarks: Record<CheckState, Mark> = {
  passed: good,
  warning: careful,
  failed: bad,
  unknown,
  not_asked: { Icon: CircleMinus, colour: "text-fg-3" },
};

export const expectationMarks: Record<Expectation, Mark> = {
  accepts: good,
  may_refuse: careful,
  refuses: bad,
  unreachable: { Icon: Unplug, colour: "text-danger-text" },
  unknown,
};

export const verdictMarks: Record<DoctorVerdict, Mark & { box: string }> = {
  ready: { ...good, box: "bg-accent-soft border-accent-line" },
  limited: { ...careful, box: "bg-amber-soft border-amber-line" },
  shut: { Icon: Unplug, colour: "text-danger-text", box: "bg-danger-soft border-danger-line" },
  unknown: { ...unknown, box: "bg-sunken border-line-strong" },
};
