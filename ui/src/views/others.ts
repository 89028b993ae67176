/** What the window can show beside its first view. It stands in a part of its own, which is read when the window is up. */
export { default as CheatSheet } from "$/features/commands/CheatSheet.svelte";
export { default as CommandPalette } from "$/features/commands/CommandPalette.svelte";
export { default as PasteDialog } from "$/features/home/PasteDialog.svelte";
export { default as LearnOrImport } from "$/features/learning/LearnOrImport.svelte";
export { default as ClosingQuestion } from "$/features/run/ClosingQuestion.svelte";
export { default as AboutView } from "./AboutView.svelte";
export { default as DoctorView } from "./DoctorView.svelte";
export { default as ExplainView } from "./ExplainView.svelte";
export { default as ImportView } from "./ImportView.svelte";
export { default as LearningView } from "./LearningView.svelte";
export { default as ListView } from "./ListView.svelte";
export { default as PrivacyView } from "./PrivacyView.svelte";
export { default as SettingsView } from "./SettingsView.svelte";
export { default as SuppressionView } from "./SuppressionView.svelte";
