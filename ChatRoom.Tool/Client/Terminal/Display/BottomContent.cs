namespace ChatRoom.Client.Terminal.Display;

/// <summary>What stands at the bottom of the screen, below what was said.</summary>
internal sealed record BottomContent
{
    public static readonly BottomContent Empty = new();

    /// <summary>What is being typed; lines are parted by LF.</summary>
    public string Text { get; init; } = "";

    /// <summary>Where in <see cref="Text"/> the next character goes, in UTF-16 units.</summary>
    public int Caret { get; init; }

    /// <summary>What was said and has not come back yet, the oldest first: at most <see cref="BottomBlock.MaxPendingRows"/> rows are shown.</summary>
    public IReadOnlyList<string> Pending { get; init; } = [];

    /// <summary>One row above the input that says what a key would do now; "" for none.</summary>
    public string Hint { get; init; } = "";
}
