namespace ChatRoom.Client.Terminal.Keys;

/// <summary>What a key press is.</summary>
internal enum KeyKind
{
    /// <summary>Characters: <see cref="Key.Text"/>. With Control or Alt held, the one character that was held with it, in lower case.</summary>
    Character,

    /// <summary>Pasted text, between the terminal's marks: <see cref="Key.Text"/>, lines ended by LF.</summary>
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

    /// <summary>A key, or an answer of the terminal, that means nothing here.</summary>
    Unknown,
}

/// <summary>What was held while a key was pressed.</summary>
[Flags]
internal enum KeyModifiers
{
    None = 0,
    Shift = 1,
    Alt = 2,
    Control = 4,
}

/// <summary>One key press, as the terminal told of it.</summary>
internal readonly record struct Key(KeyKind Kind, string Text = "", KeyModifiers Modifiers = KeyModifiers.None);
