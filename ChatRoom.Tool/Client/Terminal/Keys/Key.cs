namespace ChatRoom.Client.Terminal.Keys;

/// <summary>The kinds of key presses.</summary>
internal enum KeyKind
{
    /// <summary>Characters: <see cref="Key.Text"/>. With Control or Alt it is one character, in lower case.</summary>
    Character,

    /// <summary>Pasted text, which the terminal marked: <see cref="Key.Text"/>, its lines separated by LF.</summary>
    Paste,

    Enter,
    Tab,
    Backspace,
    Delete,
    Insert,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    Escape,

    /// <summary>A key, or a reply of the terminal, without a meaning here.</summary>
    Unknown,
}

/// <summary>The modifiers that were held with a key.</summary>
[Flags]
internal enum KeyModifiers
{
    None = 0,
    Shift = 1,
    Alt = 2,
    Control = 4,
}

/// <summary>One key press.</summary>
internal readonly record struct Key(KeyKind Kind, string Text = "", KeyModifiers Modifiers = KeyModifiers.None);
