// Breaks of an interview and its ends: somebody came in, pause, stop, finish.
import { PRIVACY } from "../engine/compiled_questions.js";
import { begun, ended } from "./interview_clock.js";
import { OpenInterview } from "./open_interview.js";
import { coverPage, placeFormIn } from "./place_form.js";

const GOODBYE = "x_goodbye";

export class BreaksAndEnding extends OpenInterview {
  finishing = false; // a second tap meanwhile does nothing
  isFinished = false; // it is locked, and nothing of it is read again

  async close() {
    if (this.closed) return;
    this.keepTyped();
    this.closed = true;
    this.stopListening();
    await this.saver.flush();
    this.container.replaceChildren();
  }

  // -- breaks ---------------------------------------------------------------------------

  beginBreak() {
    this.breaks = begun(this.breaks, this.pack.now());
    this.keep();
  }

  endBreak() {
    this.breaks = ended(this.breaks, this.pack.now());
    this.keep();
  }

  goOn() {
    this.endBreak();
    this.toScreen(this.interview.toOpen(), "check");
  }

  /** Somebody came in: the form about the place is painted first, and saved after. */
  async cover() {
    const asked = this.asks ? this.typedNow().reading : null;
    const { step, ending } = this.where;
    this.where = { ...this.where, page: "covered", theirs: false };
    this.container.replaceChildren();
    const back = coverPage(placeFormIn(this.fragments.page), this.forget);
    if (!this.isFinished && !this.finishing) {
      if (asked) this.interview = this.interview.saved(step.name, asked);
      this.interview = this.interview.overheard();
      this.breaks = { ...begun(this.breaks, this.pack.now()), covered: true };
      this.keep();
      this.saver.flush();
    }
    await back;
    await this.ending; // where it was being finished
    if (this.closed) return;
    if (this.isFinished) this.end(this.finished);
    else if (ending) this.toScreen(step, "", { ending }); // it was being stopped or erased
    else this.show(Object.hasOwn(this.interview.answers, PRIVACY) ? "private" : "question");
  }

  /** Who can hear now decides what may still be asked. */
  answerPrivacy() {
    const code = new FormData(this.form).get(PRIVACY);
    if (!code) return this.show("private", { missing: true });
    this.interview = this.interview.withPrivacy(code);
    return this.goOn();
  }

  skipSection() {
    const { instrument, screen } = this.interview;
    const section = instrument.sectionOf(screen);
    this.interview = this.interview.leftOpen(section.name);
    this.endBreak();
    const last = this.interview.journey.screens(section.name).at(-1);
    this.toScreen(last && this.interview.journey.nextScreen(last.name), "check");
  }

  async lockTablet() {
    await this.close();
    this.lock();
  }

  // -- the end ----------------------------------------------------------------------------

  /** The items for the interviewer alone, where the instrument has them; then the end. */
  care(ending) {
    const [first] = this.interview.careSteps();
    if (first) return this.toScreen(first, "", { ending });
    return this.afterCare(null, ending);
  }

  afterCare(step, ending) {
    const steps = this.interview.careSteps();
    const following = step && steps[steps.findIndex(({ name }) => name === step.name) + 1];
    if (following) return this.toScreen(following, "", { ending });
    if (ending === "keep") return this.finish({ stopped: true });
    this.interview = this.interview.takenBack();
    this.keep();
    return this.finish({ stopped: false, erasing: true });
  }

  async finish({ stopped, erasing = false }) {
    this.finishing = true;
    this.ending = this.handIn(stopped).finally(() => { this.finishing = false; });
    const { outcome, code, until } = await this.ending;
    this.isFinished = outcome === "finished";
    if (this.where.page === "covered") return undefined; // somebody came in meanwhile
    if (this.isFinished) return this.show("done", { goodbye: erasing ? "" : this.goodbye(), code, until, erased: erasing });
    if (erasing) return this.remove();
    this.show(stopped ? "stop" : "check");
    return this.tell(outcome);
  }

  async handIn(stopped) {
    await this.saver.flush();
    return this.doors.finishInterview({ vault: this.vault, pack: this.pack, draft: this.saver.draft, stopped });
  }

  goodbye() {
    return this.instrument.has(GOODBYE) ? this.words.label(this.instrument.question(GOODBYE).label) : "";
  }

  async remove() {
    await this.saver.flush();
    await this.doors.removeDraft(this.saver.draft);
    this.end();
  }

  async end(then = this.leave) {
    await this.close();
    then();
  }
}
