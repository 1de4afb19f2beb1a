namespace ChatRoom.Client.Terminal.Editing;

/// <summary>The completions of the word before the caret.</summary>
/// <param name="Start">The index of that word in the text before the caret.</param>
/// <param name="Words">The likeliest first; each ends with what follows it, such as a space.</param>
internal sealed record Completions(int Start, IReadOnlyList<string> Words);
