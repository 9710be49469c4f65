import { Menu } from '@base-ui/react/menu'

export interface MenuChoice {
  readonly id: string
  readonly text: string
  /** Why it cannot be chosen now; it stays in the menu, with its reason. */
  readonly because?: string | undefined
  readonly onChoose: () => void
}

interface Props {
  readonly label: string
  /** What it belongs to; undefined while it is closed. */
  readonly anchor: HTMLElement | undefined
  readonly choices: readonly MenuChoice[]
  readonly onClose: () => void
}

/** The one menu of a list: it opens at whichever row asked for it. */
export function RowMenu({ label, anchor, choices, onClose }: Props) {
  return (
    <Menu.Root open={anchor !== undefined} onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <Menu.Portal>
        <Menu.Positioner anchor={anchor ?? null} align="end" sideOffset={2}>
          <Menu.Popup className="menu" aria-label={label} finalFocus={() => anchor ?? null}>
            {choices.map(({ id, text, because, onChoose }) => (
              <Menu.Item key={id} disabled={because !== undefined} onClick={onChoose}>
                {text}
                {because === undefined ? null : <span className="small"> – {because}</span>}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
