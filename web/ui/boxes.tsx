interface Props<Value extends string> {
  readonly legend: string
  readonly choices: readonly { readonly value: Value; readonly text: string }[]
  readonly chosen: readonly Value[]
  readonly onChoose: (chosen: readonly Value[]) => void
}

/** Any number of a few. */
export function Boxes<Value extends string>({ legend, choices, chosen, onChoose }: Props<Value>) {
  const without = (value: Value) => chosen.filter((one) => one !== value)
  return (
    <fieldset className="boxes">
      <legend>{legend}</legend>
      {choices.map(({ value, text }) => (
        <label key={value}>
          <input
            type="checkbox"
            className="check"
            checked={chosen.includes(value)}
            onChange={(event) => onChoose(event.target.checked ? [...without(value), value] : without(value))}
          />{' '}
          {text}
        </label>
      ))}
    </fieldset>
  )
}
