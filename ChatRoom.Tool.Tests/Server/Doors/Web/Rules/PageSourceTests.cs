using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Rules;

/// <summary>The sources of the page make no HTML and no code out of text.</summary>
internal sealed partial class PageSourceTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "ChatRoom.Tool", "Server", "Doors", "Web", "Pages", "Files");

    [Test]
    public void The_script_shows_text_as_text_only() =>
        Assert.That(Forbidden().Matches(File.ReadAllText(Path.Combine(Folder, "app.js"))).Select(found => found.Value), Is.Empty);

    [Test]
    public void The_page_holds_no_script_and_no_style_of_its_own() =>
        Assert.That(Inline().Matches(File.ReadAllText(Path.Combine(Folder, "index.html"))).Select(found => found.Value), Is.Empty);

    [Test]
    public void Links_tell_the_other_site_nothing() =>
        Assert.That(File.ReadAllText(Path.Combine(Folder, "app.js")), Does.Contain("noopener noreferrer nofollow"));

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|document\s*\.\s*write|createContextualFragment|DOMParser|setHTML|srcdoc|\beval\b|new\s+Function|setTimeout\s*\(\s*['""`]|setInterval\s*\(\s*['""`]|javascript:|document\s*\.\s*cookie|createPolicy|importScripts")]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:|https?://", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();
}
