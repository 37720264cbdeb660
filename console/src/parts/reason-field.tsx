import { useId } from 'react';

/** Asks why somebody acts; the form has it as `reason`. */
export function ReasonField() {
  const id = useId();
  return (
    <label>
      Reason
      <textarea name="reason" required maxLength={500} rows={2} aria-describedby={`${id}-hint`} />
      <span className="dim" id={`${id}-hint`}>
        Stored with your name and the time. No personal data.
      </span>
    </label>
  );
}
