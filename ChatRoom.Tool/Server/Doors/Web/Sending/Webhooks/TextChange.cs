namespace ChatRoom.Server.Doors.Web.Sending.Webhooks;

/// <summary>The words that may follow a path in a template, such as <c>{{.message|line}}</c>: each changes a value's text.</summary>
internal static class TextChange
{
    /// <summary>All words, for a message.</summary>
    public const string Words = "line, short, ref, words, upper, slack";

    /// <summary>In characters, as Git abbreviates a commit's id.</summary>
    private const int ShortLength = 7;

    /// <summary>null: there is no such word.</summary>
    public static Func<string, string>? Find(string word) => word switch
    {
        "line" => FirstLine,
        "short" => text => text.Length > ShortLength ? text[..ShortLength] : text,
        "ref" => WithoutKind,
        "words" => text => text.Replace('_', ' '),
        "upper" => text => text.ToUpperInvariant(),
        "slack" => SlackText.ToPlain,
        _ => null,
    };

    private static string FirstLine(string text) => text.TrimStart().AsSpan().EnumerateLines() is var lines && lines.MoveNext() ? lines.Current.TrimEnd().ToString() : "";

    /// <summary>The name of a branch or a tag, from the full name of its ref.</summary>
    private static string WithoutKind(string text) =>
        text.StartsWith("refs/heads/", StringComparison.Ordinal) || text.StartsWith("refs/tags/", StringComparison.Ordinal)
            ? text[(text.IndexOf('/', "refs/".Length) + 1)..]
            : text;
}
