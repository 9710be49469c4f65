interface Props {
  readonly label: string
  readonly isOn: boolean
  readonly onSwitch: (on: boolean) => void
}

/** Something that is on or off. */
export function Switch({ label, isOn, onSwitch }: Props) {
  return (
    <p className="small">
      <label>
        <input
          type="checkbox"
          className="check"
          checked={isOn}
          onChange={(event) => onSwitch(event.currentTarget.checked)}
        />{' '}
        {label}
      </label>
    </p>
  )
}
