import { type FormEvent, useRef } from 'react';

/**
 * Returns a handler of a form that acts once at a time. A button is disabled only when the page is drawn again, and the second
 * click of a double click comes before that.
 *
 * @param act acts with the fields of the form; a rejection is the caller's to show
 */
export function useSubmit(act: (form: FormData) => Promise<unknown>): (event: FormEvent<HTMLFormElement>) => void {
  const isActing = useRef(false);
  return (event) => {
    event.preventDefault();
    if (isActing.current) return;
    isActing.current = true;
    const end = () => {
      isActing.current = false;
    };
    act(new FormData(event.currentTarget)).then(end, end);
  };
}
