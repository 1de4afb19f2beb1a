namespace ChatRoom.Client.Terminal.Editing;

/// <summary>What the word before the cursor may become.</summary>
/// <param name="Start">Where in the text before the cursor that word begins.</param>
/// <param name="Words">What may take its place, the likeliest first, with whatever belongs behind it.</param>
internal sealed record Completions(int Start, IReadOnlyList<string> Words);
