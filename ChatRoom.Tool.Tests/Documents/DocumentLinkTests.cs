using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Documents;

/// <summary>
/// Every relative link in a document leads to a file that exists, and to a heading that exists in it. Every test that a document
/// names exists.
/// </summary>
internal sealed partial class DocumentLinkTests
{
    private static readonly string[] Documents =
    [
        .. new[] { "", "docs" }.SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.md"))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')),
    ];

    [TestCaseSource(nameof(Documents))]
    public void Every_relative_link_leads_somewhere(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        var broken =
            from Match link in Link().Matches(WithoutCode(document))
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
            let parts = target.Split('#', 2)
            let file = parts[0].Length == 0 ? document : Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(folder, parts[0])))
            where !File.Exists(Path.Combine(Repository.Root, file)) || (parts.Length > 1 && !Anchors(file).Contains(parts[1]))
            select target;

        Assert.That(broken, Is.Empty);
    }

    [TestCaseSource(nameof(Documents))]
    public void Every_test_that_a_document_names_exists(string document)
    {
        var tests = Directory.GetFiles(Path.Combine(Repository.Root, "ChatRoom.Tool.Tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension);

        Assert.That(TestName().Matches(Read(document)).Select(name => name.Value).Except(tests), Is.Empty);
    }

    [Test]
    public void There_are_documents_and_links_to_follow() =>
        Assert.That(Documents.Sum(document => Link().Count(WithoutCode(document))), Is.GreaterThan(20));

    /// <summary>The anchors of a document's headings, as GitHub makes them. A second heading of the same text ends with -1.</summary>
    private static HashSet<string> Anchors(string document)
    {
        var anchors = new HashSet<string>();
        foreach (Match heading in Heading().Matches(WithoutCode(document)))
        {
            var text = Decoration().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');
            var anchor = text;
            for (var copy = 1; !anchors.Add(anchor); copy++)
            {
                anchor = $"{text}-{copy}";
            }
        }

        return anchors;
    }

    /// <summary>A document without its blocks of code, which may hold what looks like a heading.</summary>
    private static string WithoutCode(string document) => CodeBlock().Replace(Read(document), "");

    private static string Read(string document) => File.ReadAllText(Path.Combine(Repository.Root, document)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<=`)\w+Tests(?=`)")]
    private static partial Regex TestName();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex Decoration();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
