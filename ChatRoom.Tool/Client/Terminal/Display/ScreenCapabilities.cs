namespace ChatRoom.Client.Terminal.Display;

/// <summary>The abilities of the terminal.</summary>
/// <param name="HasEscapes">It obeys escape sequences that move the cursor; TERM=dumb does not.</param>
/// <param name="IsUtf8">It shows more than ASCII. Otherwise a question mark is shown for each other character.</param>
/// <param name="HasStyles">It can dim text.</param>
internal sealed record ScreenCapabilities(bool HasEscapes, bool IsUtf8, bool HasStyles);
