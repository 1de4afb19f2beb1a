namespace ChatRoom.Client.Terminal.Editing;

/// <summary>What a key did, or wants done by the owner of the editor.</summary>
internal enum EditedKind
{
    /// <summary>The key means nothing here.</summary>
    Nothing,

    /// <summary>The text or the caret is another one.</summary>
    Changed,

    /// <summary>Enter: <see cref="EditResult.Text"/> was typed, and the editor is empty again.</summary>
    Submitted,

    /// <summary>Ctrl-C with nothing typed.</summary>
    Interrupt,

    /// <summary>Ctrl-D with nothing typed.</summary>
    EndOfInput,

    /// <summary>Ctrl-Z.</summary>
    Suspend,

    /// <summary>Ctrl-L.</summary>
    Redraw,

    /// <summary>What was to be inserted does not fit and was not inserted: <see cref="TypedText.MaxLength"/>.</summary>
    TooLong,
}

/// <summary>What handling a key came to.</summary>
internal readonly record struct EditResult(EditedKind Kind, string Text = "");
