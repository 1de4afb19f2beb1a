namespace ChatRoom.Client.Terminal.Editing;

/// <summary>The effect of a key, or a request to the owner of the editor.</summary>
internal enum EditResultKind
{
    /// <summary>The key changed nothing.</summary>
    Nothing,

    /// <summary>The text or the caret changed.</summary>
    Changed,

    /// <summary>Enter: the user submitted <see cref="EditResult.Text"/>, and the editor is empty again.</summary>
    Submitted,

    /// <summary>Ctrl-C with nothing typed.</summary>
    Interrupt,

    /// <summary>Ctrl-D with nothing typed.</summary>
    EndOfInput,

    /// <summary>Ctrl-Z.</summary>
    Suspend,

    /// <summary>Ctrl-L.</summary>
    Redraw,

    /// <summary>Nothing was inserted, because the text would be longer than <see cref="TypedText.MaxLength"/>.</summary>
    TooLong,
}

/// <summary>The result of one key.</summary>
internal readonly record struct EditResult(EditResultKind Kind, string Text = "");
