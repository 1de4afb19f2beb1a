namespace ChatRoom.Client.Terminal.Display;

/// <summary>The content of the bottom of the screen, below the conversation.</summary>
internal sealed record BottomContent
{
    public static readonly BottomContent Empty = new();

    /// <summary>The typed text; its lines are separated by LF.</summary>
    public string Text { get; init; } = "";

    /// <summary>The index in <see cref="Text"/> at which the next character is inserted, in UTF-16 units.</summary>
    public int Caret { get; init; }

    /// <summary>Lines that were said and have not come back yet, the oldest first. At most <see cref="BottomBlock.MaxPendingRows"/> rows are shown.</summary>
    public IReadOnlyList<string> Pending { get; init; } = [];

    /// <summary>One row above the input that says what a key would do now; "": no hint.</summary>
    public string Hint { get; init; } = "";
}
