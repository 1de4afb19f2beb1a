namespace ChatRoom.Client.Terminal.Display;

/// <summary>What the terminal can do.</summary>
/// <param name="HasEscapes">Whether it moves its cursor when told by escape sequences; TERM=dumb does not.</param>
/// <param name="IsUtf8">Whether it shows more than ASCII; of all else, a question mark stands on the screen.</param>
/// <param name="HasStyles">Whether what is less important may be dimmed.</param>
internal sealed record ScreenAbilities(bool HasEscapes = true, bool IsUtf8 = true, bool HasStyles = true);
